/**
 * A form with `data-at-once` is sent as soon as its page is there: whoever followed the link of a mail has clicked
 * already. Programs that look at links before people do run no scripts, so that they change nothing. As the page is
 * not loaded in full yet, what comes takes its place, and the way back does not lead here again.
 */
document.querySelector<HTMLFormElement>("form[data-at-once]")?.submit();
