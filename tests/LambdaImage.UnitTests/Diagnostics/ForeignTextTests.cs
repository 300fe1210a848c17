using LambdaImage.Diagnostics;

namespace LambdaImage.UnitTests.Diagnostics;

/// <summary>What engines, helpers and systems say, as it stands in messages of ours.</summary>
[TestClass]
public sealed class ForeignTextTests
{
    [TestMethod]
    [DataRow("Broken pipe", "Broken pipe.")]
    [DataRow("Broken pipe.", "Broken pipe.")]
    [DataRow("Broken pipe\n", "Broken pipe.")]
    [DataRow("Broken pipe.\r\n", "Broken pipe.")]
    [DataRow("  Broken\r\n\t pipe  ", "Broken pipe.")]
    [DataRow("Broken pipe...", "Broken pipe.")]
    [DataRow("unable to open:", "unable to open.")]
    [DataRow("one; two;", "one; two.")]
    [DataRow("Broken pipe!", "Broken pipe!")]
    [DataRow("Is it on?", "Is it on?")]
    [DataRow("no file 'a.txt'", "no file 'a.txt'.")]
    [DataRow("it says \"no.\"", "it says \"no.\"")]
    [DataRow("it says 'No!'", "it says 'No!'")]
    [DataRow("“why?”", "“why?”")]
    [DataRow("exit code 1 (killed)", "exit code 1 (killed).")]
    [DataRow("'", "'.")]
    [DataRow("", "no reason was given.")]
    [DataRow(null, "no reason was given.")]
    [DataRow(" \r\n ", "no reason was given.")]
    [DataRow(".", "no reason was given.")]
    [DataRow("größe", "größe.")]
    [DataRow("\u001b[31mred\u001b[0m", @"\u001B[31mred\u001B[0m.")]
    [DataRow("bell\a", @"bell\u0007.")]
    [DataRow("a\0b", @"a\u0000b.")]
    [DataRow("a\u2028b\u0085c", "a b c.")]
    [DataRow("\ud83d\ude80 gone", "\ud83d\ude80 gone.")]
    [DataRow("a\u202egpj.exe", @"a\u202Egpj.exe.")]
    public void Sentence_of_a_foreign_text_is_one_line_with_an_end(string? foreign, string sentence)
    {
        Assert.AreEqual(sentence, Display.Sentence(foreign));
    }

    [TestMethod]
    public void Sentence_of_half_a_surrogate_pair_shows_its_number()
    {
        // Not as data of the test: attributes hold UTF-8, which has no such halves.
        Assert.AreEqual(@"half \uD83D.", Display.Sentence("half " + '\ud83d'));
        Assert.AreEqual(@"\uDE80 half.", Display.Sentence('\ude80' + " half"));
    }

    [TestMethod]
    [DataRow("Broken pipe.", "Broken pipe")]
    [DataRow("Broken pipe!", "Broken pipe!")]
    [DataRow("two.\nlines.", "two. lines")]
    [DataRow("", "no reason was given")]
    public void Clause_of_a_foreign_text_is_one_line_without_a_full_stop(string foreign, string clause)
    {
        Assert.AreEqual(clause, Display.Clause(foreign));
    }

    [TestMethod]
    [DataRow("Step 1/2 : FROM base\n", "Step 1/2 : FROM base")]
    [DataRow("done.", "done.")]
    [DataRow("\r\u001b[2K50 %", @"\u001B[2K50 %")]
    [DataRow("", "")]
    public void Line_of_a_foreign_text_keeps_its_punctuation(string foreign, string line)
    {
        Assert.AreEqual(line, Display.Line(foreign));
    }

    [TestMethod]
    public void Sentence_of_a_text_of_any_length_is_short()
    {
        var sentence = Display.Sentence(new string('a', 10_000_000));

        Assert.AreEqual(new string('a', 1000) + "…", sentence);
    }
}
