namespace LambdaImage.Testing;

/// <summary>What a <see cref="ScriptedEngine"/> does not take.</summary>
/// <param name="message">Its words.</param>
public sealed class ScriptedRefusalException(string message) : Exception(message);
