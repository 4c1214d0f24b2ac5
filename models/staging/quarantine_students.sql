{{quarantine_rows (ref "int_students") (ref "raw_students__rejected")}}
