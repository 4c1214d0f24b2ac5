{{date_lookup (ref "raw_attendance") '"Date"' "attendance.date" (var "first_session") (var "last_session") calendar_rule=true}}
