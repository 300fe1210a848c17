namespace LambdaImage.Registries;

/// <summary>A registry was asked, and did not give what it was asked for.</summary>
/// <param name="message">Why, as part of a sentence.</param>
/// <param name="innerException">What it was caused by.</param>
public sealed class RegistryException(string message, Exception? innerException = null) : Exception(message, innerException);
