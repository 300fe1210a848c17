using LambdaImage.Oci;

namespace LambdaImage.Specification;

/// <summary>When the image gets a runtime interface emulator, and from where.</summary>
/// <param name="Mode">When.</param>
/// <param name="Path">The emulator's file, as a full path; <see langword="null"/> to take it out of <paramref name="Image"/>.</param>
/// <param name="Image">An image that holds the emulator for the architecture.</param>
public sealed record EmulatorSpec(EmulatorMode Mode, string? Path, ImageReference Image);
