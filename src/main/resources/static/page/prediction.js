import { access } from './access.js';
import { asPercent } from './numbers.js';

/** Most classes per request. */
const SHOWN = 10;

/** A model's answer to one picture. */
class Prediction {
    constructor({ model, version, predictions: [{ top, log_probabilities: all }] }, milliseconds) {
        this.model = model;
        this.version = version;
        this.milliseconds = milliseconds;
        const classes = top.map(({ class: index, label, log_probability: logProbability, probability }) =>
            ({ index, label: label ?? `class ${index}`, logProbability, probability }));
        this.best = classes[0];
        /** All in their own order if they are few, otherwise the most probable ones, the best first. */
        this.classes = all.length > SHOWN ? classes : classes.toSorted((one, other) => one.index - other.index);
        this.others = all.length - classes.length;
    }

    get sentence() {
        return `${this.best.label}, ${asPercent(this.best.probability)}`;
    }
}

/** Why there is no answer. */
export class Refusal extends Error {
    /**
     * @param {string} detail a sentence for people
     * @param {number} status of HTTP; 0 if there was no answer at all
     */
    constructor(detail, status) {
        super(detail);
        this.mayPass = status === 0 || status === 401 || status === 429 || status >= 500;
        this.aboutTheModel = status === 404 || status === 503;
    }
}

/**
 * @returns {Promise<*>} the JSON of the answer
 * @throws {Refusal} if the answer is an error, or there is none
 */
export async function request(path, options) {
    const { key } = access;
    let response;
    try {
        response = await fetch(path, { ...options, headers: key ? { Authorization: `Bearer ${key}` } : {} });
    } catch {
        throw new Refusal('The service cannot be reached, or closed the connection.', 0);
    }
    if (response.status === 401) {
        access.refuse(key);
        throw new Refusal(key ? 'The key is invalid.' : 'The service requires a key.', 401);
    }
    const body = await response.json().catch(() => ({}));
    if (!response.ok) {
        throw new Refusal(body.detail ?? `The service answered with the status ${response.status}.`, response.status);
    }
    return body;
}

/**
 * @param {{name: string, classes: number}} model to ask
 * @param {File} file a picture
 * @returns {Promise<Prediction>}
 * @throws {Refusal}
 */
export async function predict(model, file) {
    const body = new FormData();
    body.append('image', file);
    const path = `models/${encodeURIComponent(model.name)}/predict?top_k=${Math.min(SHOWN, model.classes ?? 1)}`;
    const start = performance.now();
    const answer = await request(path, { method: 'POST', body });
    return new Prediction(answer, performance.now() - start);
}
