// Runs before the page is laid out, so that what the script folds is never laid out unfolded.
document.documentElement.classList.add("js");
