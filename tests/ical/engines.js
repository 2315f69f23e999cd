// What ical.js and rrule.js make of a calendar of ours: instants in seconds, or wall times as if they were UTC.
window.byIcalJs = (text, until) => {
  const ICAL = icalModule.exports.default || icalModule.exports;
  ICAL.TimezoneService.reset();
  const whole = new ICAL.Component(ICAL.parse(text));
  for (const zone of whole.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
  const events = whole.getAllSubcomponents("vevent").map((part) => new ICAL.Event(part, { strictExceptions: true }));
  const master = events.find((event) => !event.isRecurrenceException());
  for (const event of events) if (event !== master) master.relateException(event);
  const found = [];
  const iterator = master.iterator();
  for (let next = iterator.next(); next && next.toUnixTime() <= until; next = iterator.next()) {
    const one = master.getOccurrenceDetails(next);
    found.push([one.startDate.toUnixTime(), one.endDate.toUnixTime()]);
  }
  return found.sort((a, b) => a[0] - b[0]);
};
window.byRruleJs = (lines, until) =>
  rrule.rrulestr(lines, { forceset: true }).between(new Date(0), new Date(until * 1000), true).map((day) => day.getTime() / 1000);
