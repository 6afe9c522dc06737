const KEPT_AS = 'residual.key';

/** The key that people were given for the service, kept until they close the tab. Fires `needed` and `given`. */
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
     * Called when a request was not let in.
     *
     * @param {?string} sent the key that it had
     */
    refuse(sent) {
        // Requests may still come back that had the key before this one.
        if (sent === this.key) {
            sessionStorage.removeItem(KEPT_AS);
            this.dispatchEvent(new Event('needed'));
        }
    }
}

export const access = new Access();
