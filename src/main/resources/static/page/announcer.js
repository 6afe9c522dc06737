const KEPT = 50;

/** Announces sentences to screen readers. */
export class Announcer {
    #log;

    /** @param {HTMLElement} log of the role `log` */
    constructor(log) {
        this.#log = log;
    }

    say(sentence) {
        const line = document.createElement('p');
        line.textContent = sentence;
        this.#log.append(line);
        while (this.#log.childElementCount > KEPT) {
            this.#log.firstElementChild.remove();
        }
    }
}
