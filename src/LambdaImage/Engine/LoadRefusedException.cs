namespace LambdaImage.Engine;

/// <summary>The engine took an image archive and did not accept it.</summary>
/// <param name="error">The engine's own words.</param>
public sealed class LoadRefusedException(string error) : Exception(error);
