/** Runs tasks in order, a limited number at a time. */
export class Lanes {
    #free;
    #waiting = [];

    constructor(width) {
        this.#free = width;
    }

    /**
     * @param {function(): Promise} task
     * @returns {Promise} the result of the task
     */
    async run(task) {
        if (this.#free > 0) {
            this.#free--;
        } else {
            await new Promise(resolve => this.#waiting.push(resolve));
        }
        try {
            return await task();
        } finally {
            const next = this.#waiting.shift();
            if (next) {
                next();
            } else {
                this.#free++;
            }
        }
    }
}
