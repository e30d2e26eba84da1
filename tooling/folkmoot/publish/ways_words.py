"""What a member can do, in words; no word of it needs Git, and each way says what becomes of it."""

from folkmoot.records.speech import phrase

MISSING = phrase("Is a question missing here?")
WITHOUT = phrase("take part without Git")
WRITE = phrase("Write a proposal")
SECOND = phrase("Second this")
OBJECT = phrase("Object")
VOTE = phrase("Vote")
CALL_UP = phrase("Call this up")
CHANGE = phrase("Suggest other words")

ON_FORGE = phrase("{what} on the forge, where an account is needed")
FILLED_IN = phrase("The forge opens its own editor with the form filled in. When you save, it asks whether to propose the change: say yes.")
OPENS_LINE = phrase(
    "Add your token to the line that begins with seconds, inside the brackets, and save. The forge asks whether to propose it."
)
SECOND_WHERE = phrase("The page of the proposal has this form with its name filled in.")
OBJECT_WHERE = phrase("Where the rule by which it is decided knows objections. The page of the proposal says so, and has this form.")
OPENS_LOG = phrase("The forge opens the log. Add one line at its end as the form says, and save.")
BY_HAND = phrase("Without an account: copy this form, fill it in, and hand it to the clerk or the secretary, on paper or by mail.")
SEND = phrase("Without an account: copy this form, fill it in, and send it to {address}.")
HOW_VOTE = phrase(
    "With your own key: the command below writes your ballot and signs it. On paper: ask a clerk for the ballot paper; the clerk writes "
    "down what you marked and attests it by name."
)
PRIVATE = phrase("Write your token, never your name: what becomes a record stays readable for everybody, for ever.")
NEXT = phrase("A clerk looks at it, and it becomes a branch of the records that anybody can read before it counts.")
TEMPLATE_TEXT = phrase("Write here what you want and why, what it would cost, and what speaks against it.")
