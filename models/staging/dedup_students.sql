{{dedup_rows (ref "int_students")}}
