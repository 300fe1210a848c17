using LambdaImage.Diagnostics;

namespace LambdaImage.UnitTests;

/// <summary>Failures that tests expect.</summary>
internal static class Expect
{
    /// <summary>Runs something that must fail with a code, and returns the failure.</summary>
    public static LambdaImageException Failure(DiagnosticDescriptor descriptor, Action action)
    {
        var failure = Assert.ThrowsExactly<LambdaImageException>(action);
        Assert.AreEqual(descriptor, failure.Descriptor, failure.Message);
        return failure;
    }

    /// <inheritdoc cref="Failure(DiagnosticDescriptor, Action)"/>
    public static async Task<LambdaImageException> FailureAsync(DiagnosticDescriptor descriptor, Func<Task> action)
    {
        var failure = await Assert.ThrowsExactlyAsync<LambdaImageException>(action);
        Assert.AreEqual(descriptor, failure.Descriptor, failure.Message);
        return failure;
    }
}
