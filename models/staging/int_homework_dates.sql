{{date_lookup (ref "raw_homework") '"Due_Date"' "homework.due_date" (var "first_session") (var "last_session")}}
