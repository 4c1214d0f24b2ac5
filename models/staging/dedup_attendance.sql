{{dedup_rows (ref "int_attendance")}}
