{{date_lookup (ref "raw_students") '"DOB"' "students.dob" (var "dob_from") (var "dob_to")}}
