import { request } from './prediction.js';

const DIGITS = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];
const LOOK_AGAIN_WHILE_LOADING = 2000;

/** Lets users choose a ready model, and shows why others are not ready. Fires `change`. */
export class ModelPicker extends EventTarget {
    #group;
    #problem;
    #models = [];
    #selected = null;
    #timer;

    /**
     * @param {HTMLElement} group for the models
     * @param {HTMLElement} problem shows why there are none
     */
    constructor(group, problem) {
        super();
        this.#group = group;
        this.#problem = problem;
        group.addEventListener('change', event => this.#select(event.target.value));
    }

    /** @returns {?{name: string, classes: number}} the chosen model; null if none is ready */
    get selected() {
        return this.#selected;
    }

    /** Whether it is a model of handwritten digits, like the shipped ones. */
    get knowsDigits() {
        return DIGITS.join() === this.#selected?.labels?.join();
    }

    async load() {
        clearTimeout(this.#timer);
        try {
            const { default_model: preferred, models } = await request('models');
            this.#models = models.map(describe);
            this.#render();
            const ready = this.#models.filter(model => model.ready);
            const wanted = [this.#selected?.name, preferred].find(name => ready.some(model => model.name === name));
            this.#tell(ready.length ? '' : 'No model is ready yet.');
            this.#select(wanted ?? ready[0]?.name);
            if (this.#models.some(model => model.loading)) {
                this.#timer = setTimeout(() => this.load(), LOOK_AGAIN_WHILE_LOADING);
            }
        } catch (refusal) {
            this.#tell(refusal.message);
        }
    }

    #tell(sentence) {
        this.#problem.textContent = sentence;
        this.#problem.hidden = !sentence;
    }

    #select(name) {
        this.#selected = this.#models.find(model => model.name === name) ?? null;
        for (const radio of this.#group.querySelectorAll('input')) {
            radio.checked = radio.value === name;
        }
        this.dispatchEvent(new Event('change'));
    }

    #render() {
        const focused = this.#group.contains(document.activeElement) ? document.activeElement.value : null;
        this.#group.replaceChildren(...this.#models.map(option));
        if (focused !== null) {
            this.#group.querySelector(`[value="${CSS.escape(focused)}"]`)?.focus();
        }
    }
}

function describe({ name, serving_version: serving, versions }) {
    const version = versions.find(({ version }) => version === serving);
    const loading = versions.some(({ state }) => state === 'loading');
    const unloaded = versions.some(({ state }) => state === 'unloaded');
    const failed = versions.filter(({ state }) => state === 'failed');
    return {
        name,
        // A model that is not loaded is loaded by its first request.
        ready: version !== undefined || unloaded,
        loading,
        classes: version?.classes,
        labels: version?.labels,
        facts: version ? facts(version) : '',
        note: [
            version?.rejected_update && `Changed files of version ${serving} were rejected: ${version.rejected_update}`,
            loading && 'A version is being loaded.',
            unloaded && 'It is loaded by the first request.',
            ...failed.map(({ version, reason }) => `Version ${version} is not ready: ${reason}`)
        ].filter(Boolean).join(' ')
    };
}

function facts({ version, classes, input_size: size }) {
    const seen = size ? `sees ${size.width}×${size.height} pixels` : 'sees pictures in their own size';
    return `Version ${version}, ${classes} classes, ${seen}`;
}

function option(model, position) {
    const label = document.getElementById('model').content.firstElementChild.cloneNode(true);
    const [radio, name, facts, note] = label.children;
    radio.value = model.name;
    radio.disabled = !model.ready;
    name.textContent = model.name;
    facts.textContent = model.facts;
    note.textContent = model.note;
    facts.hidden = !model.facts;
    note.hidden = !model.note;
    name.id = `model-${position}-name`;
    facts.id = `model-${position}-facts`;
    note.id = `model-${position}-note`;
    radio.setAttribute('aria-labelledby', name.id);
    radio.setAttribute('aria-describedby', `${facts.id} ${note.id}`);
    return label;
}
