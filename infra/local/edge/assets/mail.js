// Keeps the mailbox fresh and copies codes; the page reads just as well without it.
const mailbox = document.getElementById("mailbox");
const announcement = document.getElementById("announcement");
const PAUSE = 1500;

async function changed() {
  const answer = await fetch(`/_local/mail.json${location.search}`, { cache: "no-store" });
  if (!answer.ok) return mailbox.querySelector(".pulse.paused") === null;
  const { messages } = await answer.json();
  const newest = messages.length > 0 ? messages[0].id : "";
  const known = mailbox.dataset;
  const returned = mailbox.querySelector(".pulse.paused") !== null;
  return returned || newest !== known.newest || String(messages.length) !== known.count;
}

async function watch() {
  try {
    if (!document.hidden && (await changed())) {
      location.reload();
      return;
    }
  } catch {
    // The product is stopped or restarting: ask again after the pause.
  }
  setTimeout(watch, PAUSE);
}

for (const button of mailbox.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    announcement.textContent = `${mailbox.dataset.copied} ${button.dataset.copy}`;
    button.classList.add("done");
  });
}
setTimeout(watch, PAUSE);
