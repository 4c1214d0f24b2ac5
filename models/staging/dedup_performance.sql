{{dedup_rows (ref "int_performance")}}
