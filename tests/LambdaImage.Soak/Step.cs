namespace LambdaImage.Soak;

/// <summary>One edit. The numbers choose what it is done to, each modulo what there is to choose from.</summary>
/// <param name="Edit">The edit.</param>
/// <param name="A">Chooses the layer.</param>
/// <param name="B">Chooses the entry.</param>
/// <param name="C">Chooses content, size, name or mode.</param>
/// <param name="Builds">Whether a build follows, and is checked.</param>
internal sealed record Step(Edit Edit, int A, int B, int C, bool Builds);
