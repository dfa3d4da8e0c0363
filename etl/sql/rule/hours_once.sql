-- One row: the hours of a group's courses, each course once whatever number of rows it has.
create macro reference.hours_once(course, hours) as
list_sum(list_transform(list(distinct {'course': course, 'hours': hours}), lambda one: one.hours))
