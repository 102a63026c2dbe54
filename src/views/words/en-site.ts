/** The words of the head of pages that are no board. */
export const site = {
  navigation: "Pages",
  board: "Board",
  history: "History",
};
