{{quarantine_rows (ref "int_attendance") (ref "raw_attendance__rejected")}}
