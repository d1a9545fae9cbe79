package io.clickway.agent;

/**
 * Windows tells the number of its kernel. Releases keep their order by number, so that {@code Windows ..7} holds XP
 * and Vista too.
 */
final class WindowsKernel {

    private WindowsKernel() {}

    /**
     * @return e.g. 8.1 for kernel 6.3; kernels whose release has no number (XP is 5.1, Vista 6) and new ones stay as
     *     they are
     */
    static String release(String kernel) {
        return switch (kernel) {
            case "6.1" -> "7";
            case "6.2" -> "8";
            case "6.3" -> "8.1";
            case "6.4" -> "10";
            default -> kernel;
        };
    }
}
