package io.clickway.warehouse.benchmark.traffic;

import java.util.List;

/**
 * A campaign as its clicks need it.
 *
 * @param source where its traffic is bought; null when it is not told
 * @param targets countries that its first rule takes
 * @param ads what is shown to people, the most frequent first
 */
record Campaign(
        int id,
        int workspaceId,
        String slug,
        Source source,
        List<String> targets,
        List<Ad> ads,
        List<Integer> linkIds) {

    /** One of the ads of a campaign, and the words of its URL. */
    record Ad(String adSet, String creative, String term) {}

    /** One that sends visitors on, in the order the rules are asked; 0: the link's own URL. */
    static final int RULES = 3;

    int ruleId(int position) {
        return id * 10 + position;
    }

    int destinationId(int position, int choice) {
        return ruleId(position) * 10 + choice;
    }

    int offerId(int position, int choice) {
        return 1 + (id * 7 + position * 3 + choice) % Shop.OFFERS;
    }

    /** Every third campaign shows a page of its own before the offer to those whom its second rule takes. */
    boolean isLander(int position) {
        return position == 2 && id % 3 == 0;
    }

    int landerId() {
        return 1 + id % Shop.LANDERS;
    }
}
