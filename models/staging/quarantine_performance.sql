{{quarantine_rows (ref "int_performance") (ref "raw_performance__rejected")}}
