{{!-- A number for a month of attendance that changes with any of its records: who, when, and what was recorded. --}}
{{#macro "attendance_checksum"}}
sum((student_no * 37 + date_key) % 1000003 * {{position "status" "'Present, Late, Left Early, Absent, Excused'"}})
{{/macro}}
