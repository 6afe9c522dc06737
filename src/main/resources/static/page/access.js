const KEPT_AS = 'residual.key';

/** The user's key for the service, kept until the tab is closed. Fires `needed` and `given`. */
class Access extends EventTarget {
    /** @returns {?string} null if there is none */
    get key() {
        return sessionStorage.getItem(KEPT_AS);
    }

    give(key) {
        sessionStorage.setItem(KEPT_AS, key);
        this.dispatchEvent(new Event('given'));
    }

    /**
     * Called when a request was refused for its key.
     *
     * @param {?string} sent the key of the request
     */
    refuse(sent) {
        // Requests with the previous key may still be answered.
        if (sent === this.key) {
            sessionStorage.removeItem(KEPT_AS);
            this.dispatchEvent(new Event('needed'));
        }
    }
}

export const access = new Access();
