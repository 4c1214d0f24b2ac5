{{quarantine_rows (ref "int_homework") (ref "raw_homework__rejected")}}
