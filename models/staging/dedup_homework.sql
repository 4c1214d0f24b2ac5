{{dedup_rows (ref "int_homework")}}
