{{date_lookup (ref "raw_communication") '"Date"' "communication.date" (var "first_session") (var "last_session")}}
