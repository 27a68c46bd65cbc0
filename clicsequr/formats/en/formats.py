"""English dates and times. « PM », not « p.m. »: a sentence that ends on a time would end on two points."""

TIME_FORMAT = "g:i A"
DATETIME_FORMAT = "N j, Y, g:i A"
