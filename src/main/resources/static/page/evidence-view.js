import { HeatMap } from './heat-map.js';
import { MapFrame } from './map-frame.js';
import { asDecimal } from './numbers.js';
import { inWords } from './places.js';
import { download, savedName, savedSize } from './saving.js';

/** A card's switch for evidence and, while it is on, a map over the picture, for a class that the user chooses. */
export class EvidenceView {
    #card;
    #file;
    #listener;
    #prediction = null;
    #evidence = null;
    #request = null;
    #frame;
    /** The chosen class, and the shown one, which is another while the pointer is on it. */
    #chosen = null;
    #shown = null;

    /**
     * @param {HTMLElement} card
     * @param {File} file the picture
     * @param {{ask: function(Prediction, AbortSignal): Promise<Evidence>, says: function(string)}} listener fetches the
     *     evidence, and receives announcements for screen readers
     */
    constructor(card, file, listener) {
        this.#card = card;
        this.#file = file;
        this.#listener = listener;
        this.#frame = new MapFrame(this.#find('.map'));
        this.#find('.evidence-switch').addEventListener('click', () => this.#isOn ? this.#switchOff() : this.#switchOn());
        this.#find('.save').addEventListener('click', () => this.#save());
        const classes = this.#find('.classes');
        classes.addEventListener('change', event => this.#choose(Number(event.target.value)));
        classes.addEventListener('click', ({ target }) => target.matches('input') || radioOf(target)?.click());
        // Not if only the page moves under the pointer.
        classes.addEventListener('pointermove', event => event.pointerType !== 'touch' && this.#pointAt(event.target));
        classes.addEventListener('pointerleave', () => this.#show(this.#chosen));
    }

    #find(selector) {
        return this.#card.querySelector(selector);
    }

    get #isOn() {
        return this.#find('.evidence-switch').getAttribute('aria-pressed') === 'true';
    }

    /** @param {import('./prediction.js').Prediction} prediction whose evidence is available from now on */
    offer(prediction) {
        this.withdraw();
        this.#prediction = prediction;
        this.#find('.evidence-switch').hidden = false;
    }

    /** The card no longer has an answer. */
    withdraw() {
        this.#switchOff();
        this.#evidence = null;
        this.#find('.evidence-switch').hidden = true;
    }

    // The switch

    async #switchOn() {
        this.#press(true);
        this.#tell('');
        if (this.#evidence === null) {
            const request = new AbortController();
            this.#request = request;
            this.#tell('Looking …');
            try {
                this.#evidence = await this.#listener.ask(this.#prediction, request.signal);
            } catch (refusal) {
                if (!request.signal.aborted) {
                    this.#switchOff();
                    this.#tell(`No evidence. ${refusal.message}`, true);
                }
                return;
            }
            if (request.signal.aborted) {
                return;
            }
            this.#tell('');
        }
        this.#open();
    }

    #switchOff() {
        this.#request?.abort();
        this.#request = null;
        this.#frame.close();
        this.#press(false);
        this.#tell('');
        this.#card.classList.remove('evident');
        this.#find('.evidence').hidden = true;
        this.#find('.classes').tabIndex = 0;
        this.#card.querySelectorAll('.classes input').forEach(radio => radio.remove());
        this.#chosen = null;
        this.#shown = null;
    }

    #press(isOn) {
        this.#find('.evidence-switch').setAttribute('aria-pressed', isOn);
    }

    #tell(sentence, isProblem = false) {
        const note = this.#find('.evidence-note');
        note.textContent = sentence;
        note.hidden = !sentence;
        note.classList.toggle('problem', isProblem);
        if (isProblem) {
            this.#listener.says(sentence);
        }
    }

    #open() {
        this.#card.classList.add('evident');
        this.#find('.evidence').hidden = false;
        this.#addRadios();
        this.#frame.open(new HeatMap(this.#find('.thumbnail'), this.#evidence));
        this.#choose(this.#prediction.best.index);
    }

    // Choosing a class

    #addRadios() {
        // Each of them can have the focus.
        this.#find('.classes').removeAttribute('tabindex');
        for (const row of this.#card.querySelectorAll('.classes li[data-class]')) {
            const index = Number(row.dataset.class);
            if (this.#evidence.classes.has(index)) {
                const radio = document.createElement('input');
                radio.type = 'radio';
                radio.name = this.#find('h3').id;
                radio.value = index;
                radio.checked = index === this.#prediction.best.index;
                const [label, probability] = ['.label', '.probability'].map(part => row.querySelector(part).textContent);
                radio.setAttribute('aria-label', `Evidence for ${label}, ${probability}`);
                row.prepend(radio);
            }
        }
    }

    #choose(index) {
        const opened = this.#chosen === null ? `${this.#file.name}, evidence for ${this.#labelOf(index)}. ` : '';
        this.#chosen = index;
        this.#show(index);
        this.#listener.says(opened + this.#find('.where').textContent);
    }

    #labelOf(index) {
        return this.#evidence.classes.get(index).label;
    }

    #pointAt(target) {
        const radio = radioOf(target);
        if (radio) {
            this.#show(Number(radio.value));
        }
    }

    // The map

    #show(index) {
        if (index === null || index === this.#shown) {
            return;
        }
        this.#shown = index;
        const shown = this.#evidence.classes.get(index);
        this.#card.querySelectorAll('.classes li').forEach(row =>
            row.classList.toggle('shown', row.dataset.class === String(index)));
        this.#find('canvas').setAttribute('aria-label', `${this.#file.name}, evidence for ${shown.label}`);
        this.#find('.subject').textContent = `Evidence for ${shown.label}`;
        this.#find('.where').textContent = inWords(this.#evidence, shown);
        this.#find('.sums').textContent = inNumbers(shown);
        this.#frame.show(shown);
    }

    async #save() {
        const name = savedName(this.#file.name, this.#labelOf(this.#shown));
        try {
            await download(this.#frame.copy(savedSize(this.#evidence.picture)), name);
            this.#listener.says(`Saved as ${name}.`);
        } catch (problem) {
            this.#tell(problem.message, true);
        }
    }
}

function radioOf(target) {
    return target.closest('.classes li')?.querySelector('input');
}

function inNumbers({ rows, columns, blocks: { side }, totalFor, totalAgainst, bias, logit }) {
    const signed = number => (number > 0 ? '+' : '') + asDecimal(number);
    return `The network's resolution is ${columns} × ${rows} parts${side > 1 ? `, shown in blocks of ${side} × ${side}` : ''}. `
        + `For ${signed(totalFor)}, against ${signed(totalAgainst)}, bias ${signed(bias)}: logit ${asDecimal(logit)}.`;
}
