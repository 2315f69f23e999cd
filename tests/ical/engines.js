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
// Whole days and tasks: their dates, whether they are dates without an hour, and what else a calendar shows of them.
window.daysByIcalJs = (text) => {
  const ICAL = icalModule.exports.default || icalModule.exports;
  const whole = new ICAL.Component(ICAL.parse(text));
  const value = (part, name) => part.getFirstPropertyValue(name);
  return [
    ...whole.getAllSubcomponents("vevent").map((part) => [part, "dtstart", "dtend", "transp"]),
    ...whole.getAllSubcomponents("vtodo").map((part) => [part, "due", "completed", "status"]),
  ].map(([part, day, until, how]) => [
    part.name, value(part, day).toString(), value(part, until).toString(), value(part, day).isDate, value(part, how), value(part, "summary"),
  ]);
};
