select subject_code, subject, subject_no, is_core
from {{ref "xwalk_subject"}}
order by subject_no
