---
description: Students of one grade with equal overall scores share their rank, and a better score never has a worse rank.
---
select a.school_year, a.grade_level, a.rank_in_grade, min(a.avg_score) as lowest, max(a.avg_score) as highest
from {{ref "mart_top_students"}} as a
group by a.school_year, a.grade_level, a.rank_in_grade
having min(a.avg_score) <> max(a.avg_score)
union all
select school_year, grade_level, min(rank_in_grade), avg_score, avg_score
from {{ref "mart_top_students"}}
group by school_year, grade_level, avg_score
having min(rank_in_grade) <> max(rank_in_grade)
