// What makes the pages pleasanter. Each of them works without it.
"use strict";

const clock = document.getElementById("countdown");
if (clock) {
    const end = Date.now() + Number(clock.dataset.seconds) * 1000;
    const tick = () => {
        const left = Math.max(0, Math.round((end - Date.now()) / 1000));
        clock.textContent =
            String(Math.floor(left / 60)).padStart(2, "0") + ":" + String(left % 60).padStart(2, "0");
        if (left === 0) location.href = clock.dataset.expired;
        else setTimeout(tick, 1000);
    };
    setTimeout(tick, 1000);
}

const search = document.getElementById("searchBank");
if (search) {
    const fold = (text) =>
        text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d").toLowerCase();
    search.addEventListener("input", () => {
        const words = fold(search.value).split(/\s+/).filter(Boolean);
        let shown = 0;
        for (const tile of document.querySelectorAll("#bank-list > li")) {
            tile.hidden = !words.every((word) => tile.dataset.search.includes(word));
            if (!tile.hidden) shown += 1;
        }
        document.getElementById("no-bank").hidden = shown > 0;
    });
}

for (const input of document.querySelectorAll("input[data-group]")) {
    input.addEventListener("input", () => {
        if (input.selectionStart !== input.value.length) return;
        input.value = (input.value.replace(/\D/g, "").match(/.{1,4}/g) || []).join(" ");
    });
}

for (const input of document.querySelectorAll("input[data-date]")) {
    input.addEventListener("input", (event) => {
        if (event.inputType && event.inputType.startsWith("delete")) return;
        const digits = input.value.replace(/\D/g, "").slice(0, 4);
        input.value = digits.length >= 2 ? digits.slice(0, 2) + "/" + digits.slice(2) : digits;
    });
}

const poll = document.querySelector("form[data-poll]");
if (poll) {
    const ask = async () => {
        try {
            const answer = await (await fetch(poll.dataset.poll)).json();
            if (answer.finished && answer.url) {
                location.href = answer.url;
                return;
            }
        } catch (error) {
            // The next question may be answered.
        }
        setTimeout(ask, 2000);
    };
    setTimeout(ask, 2000);
}
