{{quarantine_rows (ref "int_communication") (ref "raw_communication__rejected")}}
