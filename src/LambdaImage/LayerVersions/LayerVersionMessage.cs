namespace LambdaImage.LayerVersions;

/// <summary>Something to tell the user about a layer version.</summary>
/// <param name="Stage">How far it has come.</param>
/// <param name="Text">One line.</param>
internal readonly record struct LayerVersionMessage(LayerVersionStage Stage, string Text);
