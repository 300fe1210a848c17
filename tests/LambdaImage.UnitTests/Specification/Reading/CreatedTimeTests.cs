using LambdaImage.Diagnostics;
using LambdaImage.Specification;
using LambdaImage.Specification.Reading;
using LambdaImage.Testing;

namespace LambdaImage.UnitTests.Specification.Reading;

[TestClass]
public sealed class CreatedTimeTests
{
    [TestMethod]
    [DataRow(null, null, ImageSpec.DefaultCreated)]
    [DataRow("", "", ImageSpec.DefaultCreated)]
    [DataRow("Reproducible", null, ImageSpec.DefaultCreated)]
    [DataRow("reproducible", "1700000000", 1700000000L)]
    [DataRow("Reproducible", "0", 0L)]
    [DataRow("2026-11-25", null, 1795564800L)]
    [DataRow("2026-11-25", "1700000000", 1795564800L)]
    [DataRow("2026-11-25T10:00Z", null, 1795600800L)]
    [DataRow("2026-11-25T10:00:00Z", null, 1795600800L)]
    [DataRow("2026-11-25T10:00:00", null, 1795600800L)]
    [DataRow("2026-11-25T12:00:00+02:00", null, 1795600800L)]
    [DataRow("2026-11-25T10:00:00.9999999Z", null, 1795600800L)]
    public void Created_is_the_time_that_was_asked_for(string? created, string? epoch, long expected)
    {
        var spec = ImageSpecReader.Read(Inputs.Valid.With("LambdaImageCreated", created).With("SOURCE_DATE_EPOCH", epoch));

        Assert.AreEqual(expected, spec.Created);
    }

    [TestMethod]
    public void Created_changes_the_time_of_no_file()
    {
        var spec = ImageSpecReader.Read(Inputs.Valid.With("LambdaImageCreated", "2026-11-25"));

        Assert.AreEqual(ImageSpec.DefaultTimestamp, spec.Timestamp);
    }

    [TestMethod]
    public void Created_of_the_commit_is_what_git_said()
    {
        var spec = ImageSpecReader.Read(Inputs.Valid.With("LambdaImageCreated", "SourceRevision").With("_LambdaImageCommitTime", "1700000000 0123abc\n").With("SOURCE_DATE_EPOCH", "1"));

        Assert.AreEqual(1_700_000_000, spec.Created);
    }

    [TestMethod]
    [DataRow(null, "git printed nothing")]
    [DataRow("", "git printed nothing")]
    [DataRow("fatal: not a git repository", "not a git repository")]
    [DataRow("-1 0123abc", "-1")]
    [DataRow("1700000000", "1700000000")]
    [DataRow("99999999999999999999 0123abc", "99999999999999999999")]
    [DataRow("warning: x;1700000000 0123abc", "warning")]
    public void Created_of_a_commit_whose_time_is_not_known_is_refused_with_what_git_said(string? said, string expected)
    {
        var failure = Expect.Failure(
            DiagnosticCodes.CommitTimeUnknown, () => ImageSpecReader.Read(Inputs.Valid.With("LambdaImageCreated", "SourceRevision").With("_LambdaImageCommitTime", said)));

        Assert.Contains(expected, failure.Message);
        Assert.AreEqual("LambdaImageCreated", failure.Origin?.Element);
    }

    [TestMethod]
    [DataRow("now")]
    [DataRow("25.11.2026")]
    [DataRow("2026-11-25 10:00")]
    [DataRow("2026-13-01")]
    [DataRow("1795564800")]
    [DataRow("0001-01-01T00:00:00+14:00")]
    [DataRow(" ")]
    public void Created_that_is_no_time_is_refused(string created)
    {
        var failure = Expect.Failure(DiagnosticCodes.InvalidPropertyValue, () => ImageSpecReader.Read(Inputs.Valid.With("LambdaImageCreated", created)));

        Assert.AreEqual("LambdaImageCreated", failure.Origin?.Element);
    }
}
