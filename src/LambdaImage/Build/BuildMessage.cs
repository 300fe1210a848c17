namespace LambdaImage.Build;

/// <summary>Something to tell the user while an image is built.</summary>
/// <param name="Level">How much it matters.</param>
/// <param name="Text">One line.</param>
public readonly record struct BuildMessage(MessageLevel Level, string Text);
