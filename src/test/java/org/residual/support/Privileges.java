package org.residual.support;

import java.util.List;

/** What a process may do. */
public final class Privileges {
    private Privileges() {}

    /**
     * @return the beginning of a command line, empty if nothing is needed: the program behind it is subject to
     *     permissions on files, even if it is root. Linux only
     */
    public static List<String> subjectToPermissions() {
        return "root".equals(System.getProperty("user.name"))
                ? List.of("setpriv", "--bounding-set=-dac_override,-dac_read_search")
                : List.of();
    }
}
