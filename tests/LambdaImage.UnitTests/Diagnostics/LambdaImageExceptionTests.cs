using LambdaImage.Diagnostics;

namespace LambdaImage.UnitTests.Diagnostics;

[TestClass]
public sealed class LambdaImageExceptionTests
{
    [TestMethod]
    public void At_of_a_failure_about_nothing_yet_adds_the_origin()
    {
        var failure = new LambdaImageException(DiagnosticCodes.InvalidReference, "It is wrong.");

        var placed = failure.At(new("LambdaBaseImage"));

        Assert.AreEqual(new InputOrigin("LambdaBaseImage"), placed.Origin);
        Assert.AreEqual(DiagnosticCodes.InvalidReference, placed.Descriptor);
        Assert.AreEqual("It is wrong.", placed.Message);
    }

    [TestMethod]
    public void At_of_a_failure_with_an_origin_keeps_it()
    {
        var failure = new LambdaImageException(DiagnosticCodes.InvalidReference, "It is wrong.", new("LambdaRuntime"));

        var placed = failure.At(new("LambdaBaseImage"));

        Assert.AreSame(failure, placed);
    }

    [TestMethod]
    public void At_of_a_failure_with_a_location_keeps_it()
    {
        var failure = new LambdaImageException(DiagnosticCodes.BuildStepFailed, "It failed.", location: new("Dockerfile", 2));

        var placed = failure.At(new("LambdaBaseImage"));

        Assert.AreSame(failure, placed);
    }
}
