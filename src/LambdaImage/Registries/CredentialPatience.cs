using LambdaImage.Diagnostics;
using LambdaImage.Specification.Reading;

namespace LambdaImage.Registries;

/// <summary>How long a credential helper may take.</summary>
/// <param name="Limit">The time; <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</param>
/// <param name="Waits">Tells that a helper is waited for.</param>
internal sealed record CredentialPatience(TimeSpan Limit, Waits Waits)
{
    // A helper may ask for a PIN or a touch of a key.
    private static readonly TimeSpan Default = TimeSpan.FromMinutes(2);

    /// <summary>Reads the property <c>LambdaImageCredentialTimeout</c>.</summary>
    /// <param name="value">Its value.</param>
    /// <param name="waits">Tells that a helper is waited for.</param>
    /// <returns>The time.</returns>
    /// <exception cref="LambdaImageException">LAMBDAIMAGE2004.</exception>
    public static CredentialPatience Read(string? value, Waits waits) =>
        new(InputValues.Patience("LambdaImageCredentialTimeout", value, Default), waits);
}
