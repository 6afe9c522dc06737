const percent = new Intl.NumberFormat('en', { style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 });
const decimal = new Intl.NumberFormat('en', { minimumFractionDigits: 3, maximumFractionDigits: 3 });

/** @param {number} probability from 0 to 1; values that only round to 0 or 1 are marked */
export function asPercent(probability) {
    if (probability < 0.0005) {
        return '< 0.1%';
    }
    return probability >= 0.9995 ? '> 99.9%' : percent.format(probability);
}

export function asDecimal(number) {
    return decimal.format(number).replace('-', '−');
}

export function asMilliseconds(milliseconds) {
    return `${milliseconds < 10 ? milliseconds.toFixed(1) : Math.round(milliseconds)} ms`;
}
