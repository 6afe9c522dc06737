package org.residual.dashboard;

import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.List;

/** Draws panels where the dashboard's grid has them. */
public final class DashboardPicture {
    private static final int CELL_WIDTH = 66;
    private static final int CELL_HEIGHT = 30;
    private static final int COLUMNS = 24;
    private static final int GAP = 8;

    private final List<Panel> panels;
    private final int seconds;

    /**
     * @param panels of the dashboard, headings of rows included
     * @param seconds that their series last
     */
    public DashboardPicture(List<Panel> panels, int seconds) {
        this.panels = List.copyOf(panels);
        this.seconds = seconds;
    }

    public BufferedImage draw() {
        int rows = panels.stream()
                .mapToInt(panel -> panel.place("y") + panel.place("h"))
                .max()
                .orElseThrow();
        BufferedImage image =
                new BufferedImage(COLUMNS * CELL_WIDTH + GAP, rows * CELL_HEIGHT + GAP, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setColor(Palette.PAGE);
        graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
        for (Panel panel : panels) {
            Rectangle place = new Rectangle(
                    GAP + panel.place("x") * CELL_WIDTH,
                    GAP + panel.place("y") * CELL_HEIGHT,
                    panel.place("w") * CELL_WIDTH - GAP,
                    panel.place("h") * CELL_HEIGHT - GAP);
            if (panel.isHeading()) {
                graphics.setFont(Palette.TITLE);
                graphics.setColor(Palette.TEXT);
                graphics.drawString(panel.title(), place.x + 2, place.y + 17);
            } else {
                new PanelPainter(graphics, panel, place, seconds).paint();
            }
        }
        graphics.dispose();
        return image;
    }
}
