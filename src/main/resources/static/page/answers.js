import { EvidenceView } from './evidence-view.js';
import { asDecimal, asMilliseconds, asPercent } from './numbers.js';

/** A longer label gets a line of its own. */
const SHORT = 4;

/** The cards, one for each picture, the newest first. */
export class Answers {
    #section;
    #announcer;
    #askForEvidence;
    #cards = new Set();

    /**
     * @param {HTMLElement} section for the cards and their summary
     * @param {import('./announcer.js').Announcer} announcer
     * @param {function(File, Prediction, AbortSignal): Promise<Evidence>} askForEvidence requests the evidence of a picture
     */
    constructor(section, announcer, askForEvidence) {
        this.#section = section;
        this.#announcer = announcer;
        this.#askForEvidence = askForEvidence;
        this.#find('#forget').addEventListener('click', () => this.#forget());
    }

    #find(selector) {
        return this.#section.querySelector(selector);
    }

    /**
     * @param {File[]} files
     * @returns {Card[]} theirs, in the same order
     */
    add(files) {
        const cards = files.map(file => new Card(file, sentence => this.#changed(sentence), {
            ask: (...asked) => this.#askForEvidence(file, ...asked),
            says: sentence => this.#announcer.say(sentence)
        }));
        cards.forEach(card => this.#cards.add(card));
        this.#find('#cards').prepend(...cards.map(card => card.element));
        this.#changed();
        return cards;
    }

    /** On a phone the answers are below the inputs. */
    scrollIntoView() {
        const { top } = this.#section.getBoundingClientRect();
        if (top < 0 || top > 0.8 * innerHeight) {
            this.#section.scrollIntoView();
        }
    }

    #changed(sentence) {
        const counts = Map.groupBy(this.#cards, card => card.state);
        const tell = (state, word) => counts.has(state) ? [`${counts.get(state).length} ${word}`] : [];
        this.#find('#summary').textContent =
            [...tell('waiting', 'waiting'), ...tell('answered', 'answered'), ...tell('refused', 'failed')].join(', ');
        this.#find('#nothing-yet').hidden = this.#cards.size > 0;
        this.#find('#forget').hidden = this.#cards.size === 0;
        if (sentence) {
            this.#announcer.say(sentence);
        }
    }

    #forget() {
        this.#cards.forEach(card => card.forget());
        this.#cards.clear();
        this.#changed('All answers removed.');
        // The button with the focus is gone.
        this.#section.focus();
    }
}

let cardsMade = 0;

/** A picture and its answer. */
class Card {
    state = 'waiting';
    #changed;
    #picture;
    #evidence;
    #again;

    constructor(file, changed, evidenceListener) {
        this.file = file;
        this.#changed = changed;
        this.element = clone('card');
        const heading = this.#find('h3');
        heading.textContent = file.name;
        heading.id = `card-${++cardsMade}`;
        this.#find('.classes').setAttribute('aria-labelledby', heading.id);
        this.#find('.again').setAttribute('aria-describedby', heading.id);
        this.#find('.again').addEventListener('click', () => {
            // The button goes away, and takes the focus with it.
            heading.focus();
            this.#again();
        });
        const where = this.#find('.where');
        where.id = `${heading.id}-where`;
        this.#find('canvas').setAttribute('aria-describedby', where.id);
        this.#find('.evidence-switch').setAttribute('aria-describedby', heading.id);
        this.#find('.save').setAttribute('aria-describedby', heading.id);
        this.#evidence = new EvidenceView(this.element, file, evidenceListener);
        this.#picture = URL.createObjectURL(file);
        const thumbnail = this.#find('.thumbnail');
        thumbnail.addEventListener('load', () => thumbnail.classList.toggle('tiny', thumbnail.naturalWidth < 64));
        thumbnail.addEventListener('error', () => thumbnail.classList.add('broken'));
        thumbnail.src = this.#picture;
    }

    #find(selector) {
        return this.element.querySelector(selector);
    }

    #become(state, sentence) {
        this.state = state;
        this.element.dataset.state = state;
        this.#find('.error').hidden = state !== 'refused';
        this.#find('.classes').hidden = state !== 'answered';
        this.#find('.source').hidden = state === 'refused';
        this.#changed(sentence);
    }

    wait() {
        this.#find('.again').hidden = true;
        this.#find('.source').textContent = 'Waiting …';
        this.#evidence.withdraw();
        this.#become('waiting');
    }

    show(prediction) {
        this.#find('.verdict').replaceChildren(...verdict(prediction));
        this.element.classList.toggle('wordy', prediction.classes.some(({ label }) => label.length > SHORT));
        this.#find('.classes ul').replaceChildren(
            ...prediction.classes.map(each => bar(each, each === prediction.best)), ...others(prediction));
        this.#find('.source').textContent =
            `${prediction.model} v${prediction.version}, ${asMilliseconds(prediction.milliseconds)}`;
        this.#evidence.offer(prediction);
        this.#become('answered', `${this.file.name}: ${prediction.sentence}.`);
    }

    /**
     * @param {import('./prediction.js').Refusal} refusal
     * @param {function()} again repeats the request
     */
    refuse(refusal, again) {
        this.#again = again;
        this.#find('.error').textContent = refusal.message;
        this.#find('.again').hidden = !refusal.mayPass;
        const named = refusal.message.includes(this.file.name);
        this.#become('refused', `No answer. ${named ? '' : `${this.file.name}: `}${refusal.message}`);
    }

    forget() {
        this.#evidence.withdraw();
        URL.revokeObjectURL(this.#picture);
        this.element.remove();
    }
}

/** The best class in large letters, with its probability. */
export function verdict({ best }) {
    const label = document.createElement('strong');
    label.textContent = best.label;
    return [label, ` ${asPercent(best.probability)}`];
}

function bar({ index, label, probability, logProbability }, isBest) {
    const row = clone('class');
    row.dataset.class = index;
    row.classList.toggle('best', isBest);
    row.querySelector('.label').textContent = label;
    row.querySelector('.bar').style.setProperty('--share', probability);
    row.querySelector('.probability').textContent = asPercent(probability);
    row.querySelector('.value').textContent = asDecimal(logProbability);
    return row;
}

function others({ classes, others }) {
    if (others === 0) {
        return [];
    }
    const row = document.createElement('li');
    row.className = 'others';
    const share = Math.max(0, 1 - classes.reduce((sum, { probability }) => sum + probability, 0));
    row.textContent = `${others} other classes, together ${asPercent(share)}`;
    return [row];
}

function clone(template) {
    return document.getElementById(template).content.firstElementChild.cloneNode(true);
}
