{{dedup_rows (ref "int_communication")}}
