package org.residual.training.report;

/** Escapes text for HTML: names of folders and files may contain anything. */
final class HtmlText {
    private HtmlText() {}

    /**
     * @param text any
     * @return the same, escaped for text or a quoted attribute of HTML
     */
    static String escape(String text) {
        StringBuilder escaped = new StringBuilder();
        text.chars().forEach(character -> {
            switch (character) {
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '&' -> escaped.append("&amp;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.append((char) character);
            }
        });
        return escaped.toString();
    }
}
