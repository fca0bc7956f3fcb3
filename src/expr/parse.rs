//! From tokens to the tree: a Pratt parser over the grammar of `XPath` 1.0.

use super::{
    Axis, Expr, Expression, Function, Kind, Operator, PathExpr, Span, Start, Step, SyntaxError,
    Test, Trouble, Type,
    token::{Token, tokens},
};

/// How deep brackets may nest before the expression is refused.
const MAX_DEPTH: u32 = 200;

/// How many operators one expression may have: each may make the tree one storey higher.
const MAX_OPERATORS: u32 = 1_000;

/// How strongly a minus sign binds: more than `*`, less than `|`.
const NEGATE: u8 = 7;

/// Reads `source` as one expression.
///
/// # Errors
///
/// [`SyntaxError`] with the place of the first thing that does not fit.
pub fn parse(source: &str) -> Result<Expression, SyntaxError> {
    let tokens = tokens(source)?;
    let end = u32::try_from(source.len()).unwrap_or(u32::MAX);
    let mut parser = Parser { tokens, at: 0, n_paths: 0, n_operators: 0, depth: 0, end };
    if parser.tokens.is_empty() {
        return Err(SyntaxError { trouble: Trouble::Empty, span: Span { start: 0, end } });
    }
    let root = parser.expression(0)?;
    if parser.at < parser.tokens.len() {
        let trouble = match parser.peek() {
            Some(Token::Close | Token::CloseSquare) => Trouble::OpenBracket,
            _ => Trouble::NoOperator,
        };
        return Err(parser.error(trouble));
    }
    Ok(Expression { source: source.to_owned(), root, n_paths: parser.n_paths })
}

struct Parser {
    tokens: Vec<(Token, Span)>,
    at: usize,
    n_paths: u32,
    n_operators: u32,
    depth: u32,
    end: u32,
}

/// How strongly an operator binds.
const fn strength(operator: Operator) -> u8 {
    use Operator::{
        Add, And, Divide, Equal, Greater, GreaterEqual, Less, LessEqual, Modulo, Multiply, Or,
        Subtract, Unequal, Union,
    };
    match operator {
        Or => 1,
        And => 2,
        Equal | Unequal => 3,
        Less | LessEqual | Greater | GreaterEqual => 4,
        Add | Subtract => 5,
        Multiply | Divide | Modulo => 6,
        Union => 8,
    }
}

const fn type_of(operator: Operator) -> Type {
    use Operator::{
        Add, And, Divide, Equal, Greater, GreaterEqual, Less, LessEqual, Modulo, Multiply, Or,
        Subtract, Unequal, Union,
    };
    match operator {
        Or | And | Equal | Unequal | Less | LessEqual | Greater | GreaterEqual => Type::Bool,
        Add | Subtract | Multiply | Divide | Modulo => Type::Number,
        Union => Type::Nodes,
    }
}

impl Parser {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at).map(|(token, _)| token)
    }

    fn peek_second(&self) -> Option<&Token> {
        self.tokens.get(self.at + 1).map(|(token, _)| token)
    }

    /// The place of the token that comes next.
    fn here(&self) -> Span {
        let end = Span { start: self.end, end: self.end };
        self.tokens.get(self.at).map_or(end, |(_, span)| *span)
    }

    /// The place of the token that was taken last.
    fn last(&self) -> Span {
        let at = self.at.saturating_sub(1);
        self.tokens.get(at).map_or_else(Span::default, |(_, span)| *span)
    }

    fn take(&mut self) -> Option<Token> {
        let token = self.peek().cloned();
        self.at += 1;
        token
    }

    fn accept(&mut self, token: &Token) -> bool {
        let found = self.peek() == Some(token);
        self.at += usize::from(found);
        found
    }

    fn expect(&mut self, token: &Token) -> Result<(), SyntaxError> {
        if self.accept(token) {
            return Ok(());
        }
        let open = matches!(token, Token::Close | Token::CloseSquare) && self.peek().is_none();
        Err(self.error(if open { Trouble::OpenBracket } else { Trouble::NoOperator }))
    }

    fn error(&self, trouble: Trouble) -> SyntaxError {
        SyntaxError { trouble, span: self.here() }
    }

    /// One expression whose operators all bind more strongly than `floor`.
    fn expression(&mut self, floor: u8) -> Result<Expr, SyntaxError> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(self.error(Trouble::TooDeep));
        }
        let mut left = self.operand()?;
        while let Some(Token::Operator(operator)) = self.peek() {
            let operator = *operator;
            let binds = strength(operator);
            if binds <= floor {
                break;
            }
            self.at += 1;
            self.n_operators += 1;
            if self.n_operators > MAX_OPERATORS {
                return Err(self.error(Trouble::TooDeep));
            }
            let right = self.expression(binds)?;
            let span = left.span.to(right.span);
            let kind = Kind::Binary(operator, Box::new(left), Box::new(right));
            left = Expr { kind, span, ty: type_of(operator) };
        }
        self.depth -= 1;
        Ok(left)
    }

    fn operand(&mut self) -> Result<Expr, SyntaxError> {
        let start = self.here();
        if self.accept(&Token::Operator(Operator::Subtract)) {
            let inner = self.expression(NEGATE)?;
            let span = start.to(inner.span);
            return Ok(Expr { kind: Kind::Negate(Box::new(inner)), span, ty: Type::Number });
        }
        match self.peek() {
            None | Some(Token::Operator(_) | Token::Close | Token::CloseSquare | Token::Comma) => {
                Err(self.error(Trouble::NoValue))
            }
            Some(Token::Number(_) | Token::Text(_) | Token::Open | Token::Reference(_)) => {
                self.filter(start)
            }
            Some(Token::Name(name))
                if self.peek_second() == Some(&Token::Open) && !is_node_type(name) =>
            {
                self.filter(start)
            }
            Some(_) => self.location(start),
        }
    }

    /// A value with what may follow it: conditions and steps.
    fn filter(&mut self, start: Span) -> Result<Expr, SyntaxError> {
        let primary = match self.take() {
            Some(Token::Number(number)) => {
                Expr { kind: Kind::Number(number), span: start, ty: Type::Number }
            }
            Some(Token::Text(text)) => Expr { kind: Kind::Text(text), span: start, ty: Type::Text },
            Some(Token::Reference(name)) => self.path(Start::Reference(name), Vec::new(), start),
            Some(Token::Name(name)) => self.call(&name, start)?,
            _ => {
                let inner = self.expression(0)?;
                self.expect(&Token::Close)?;
                Expr { span: start.to(self.last()), ..inner }
            }
        };
        let continues =
            matches!(self.peek(), Some(Token::OpenSquare | Token::Slash | Token::DoubleSlash));
        if !continues {
            return Ok(primary);
        }
        let predicates = self.predicates()?;
        let bare = |path: &PathExpr| path.steps.is_empty() && path.predicates.is_empty();
        let from = match primary.kind {
            Kind::Path(path) if bare(&path) && !matches!(path.start, Start::Root | Start::Here) => {
                path.start
            }
            _ => Start::Value(Box::new(primary)),
        };
        let mut path = self.path(from, Vec::new(), start);
        let steps = if matches!(self.peek(), Some(Token::Slash | Token::DoubleSlash)) {
            self.more_steps()?
        } else {
            Vec::new()
        };
        if let Kind::Path(inner) = &mut path.kind {
            inner.predicates = predicates;
            inner.steps = steps;
        }
        path.span = start.to(self.last());
        Ok(path)
    }

    fn path(&mut self, start: Start, steps: Vec<Step>, from: Span) -> Expr {
        let id = self.n_paths;
        self.n_paths += 1;
        let path = PathExpr { id, start, predicates: Vec::new(), steps };
        Expr { kind: Kind::Path(Box::new(path)), span: from.to(self.last()), ty: Type::Nodes }
    }

    fn call(&mut self, name: &str, start: Span) -> Result<Expr, SyntaxError> {
        self.expect(&Token::Open)?;
        let mut args = Vec::new();
        if !self.accept(&Token::Close) {
            loop {
                args.push(self.expression(0)?);
                if !self.accept(&Token::Comma) {
                    break;
                }
            }
            self.expect(&Token::Close)?;
        }
        let span = start.to(self.last());
        match (name, args.as_slice()) {
            ("current", []) => return Ok(self.path(Start::Current, Vec::new(), start)),
            ("instance", [Expr { kind: Kind::Text(text), .. }]) => {
                let text = text.clone();
                return Ok(self.path(Start::Instance(text), Vec::new(), start));
            }
            _ => {}
        }
        let function = Function::named(name);
        Ok(Expr { kind: Kind::Call(function, args), span, ty: function.gives() })
    }

    fn location(&mut self, start: Span) -> Result<Expr, SyntaxError> {
        let absolute = matches!(self.peek(), Some(Token::Slash | Token::DoubleSlash));
        if !absolute {
            let steps = self.steps()?;
            return Ok(self.path(Start::Here, steps, start));
        }
        if self.peek() == Some(&Token::Slash) {
            let follows = matches!(
                self.peek_second(),
                Some(Token::Name(_) | Token::Star | Token::Dot | Token::DotDot | Token::At)
            );
            if !follows {
                self.at += 1;
                return Ok(self.path(Start::Root, Vec::new(), start));
            }
        }
        let steps = self.more_steps()?;
        Ok(self.path(Start::Root, steps, start))
    }

    /// Steps after a slash that has not been taken yet.
    fn more_steps(&mut self) -> Result<Vec<Step>, SyntaxError> {
        let span = self.here();
        let mut steps = Vec::new();
        if self.accept(&Token::DoubleSlash) {
            steps.push(any_below(span));
        } else {
            self.expect(&Token::Slash)?;
        }
        steps.extend(self.steps()?);
        Ok(steps)
    }

    fn steps(&mut self) -> Result<Vec<Step>, SyntaxError> {
        let mut steps = vec![self.step()?];
        loop {
            let span = self.here();
            if self.accept(&Token::DoubleSlash) {
                steps.push(any_below(span));
            } else if !self.accept(&Token::Slash) {
                return Ok(steps);
            }
            steps.push(self.step()?);
        }
    }

    fn step(&mut self) -> Result<Step, SyntaxError> {
        let start = self.here();
        let mut axis = Axis::Child;
        if self.accept(&Token::Dot) {
            return self.short_step(Axis::SelfNode, start);
        }
        if self.accept(&Token::DotDot) {
            return self.short_step(Axis::Parent, start);
        }
        if self.accept(&Token::At) {
            axis = Axis::Attribute;
        } else if self.peek_second() == Some(&Token::Axis) {
            let Some(Token::Name(name)) = self.take() else {
                return Err(self.error(Trouble::NoValue));
            };
            axis = axis_named(&name)
                .ok_or(SyntaxError { trouble: Trouble::Character, span: start })?;
            self.at += 1;
        }
        let test = self.test()?;
        let predicates = self.predicates()?;
        Ok(Step { axis, test, predicates, span: start.to(self.last()) })
    }

    fn short_step(&mut self, axis: Axis, start: Span) -> Result<Step, SyntaxError> {
        let predicates = self.predicates()?;
        Ok(Step { axis, test: Test::AnyNode, predicates, span: start.to(self.last()) })
    }

    fn test(&mut self) -> Result<Test, SyntaxError> {
        let span = self.here();
        match self.take() {
            Some(Token::Star) => Ok(Test::AnyName),
            Some(Token::Name(name)) if is_node_type(&name) && self.accept(&Token::Open) => {
                let target = matches!(self.peek(), Some(Token::Text(_)));
                self.at += usize::from(target);
                self.expect(&Token::Close)?;
                match name.as_str() {
                    "node" => Ok(Test::AnyNode),
                    "text" => Ok(Test::Text),
                    _ => Err(SyntaxError { trouble: Trouble::NodeType, span }),
                }
            }
            Some(Token::Name(name)) => Ok(Test::Name(name)),
            _ => Err(SyntaxError { trouble: Trouble::NoValue, span }),
        }
    }

    fn predicates(&mut self) -> Result<Vec<Expr>, SyntaxError> {
        let mut predicates = Vec::new();
        while self.accept(&Token::OpenSquare) {
            predicates.push(self.expression(0)?);
            self.expect(&Token::CloseSquare)?;
        }
        Ok(predicates)
    }
}

const fn any_below(span: Span) -> Step {
    Step { axis: Axis::DescendantOrSelf, test: Test::AnyNode, predicates: Vec::new(), span }
}

fn is_node_type(name: &str) -> bool {
    matches!(name, "node" | "text" | "comment" | "processing-instruction")
}

fn axis_named(name: &str) -> Option<Axis> {
    Some(match name {
        "child" => Axis::Child,
        "parent" => Axis::Parent,
        "self" => Axis::SelfNode,
        "descendant" => Axis::Descendant,
        "descendant-or-self" => Axis::DescendantOrSelf,
        "ancestor" => Axis::Ancestor,
        "ancestor-or-self" => Axis::AncestorOrSelf,
        "following-sibling" => Axis::FollowingSibling,
        "preceding-sibling" => Axis::PrecedingSibling,
        "attribute" => Axis::Attribute,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_refused(source: &str, trouble: Trouble, excerpt: &str) {
        let error = parse(source).expect_err(source);
        assert_eq!((error.trouble, error.span.of(source)), (trouble, excerpt), "{source}");
    }

    #[test]
    fn reads_what_forms_hold() {
        for source in [
            ".>= 18 and .<=120",
            "selected(${a},'x') or ${b} != \"\"",
            "/data/a div 2 * -3",
            "instance('Country')/root/item[REF14CO= 'oo']",
            "../x[position() = 1]/y | //z",
            "if (${a} = 1, 'one', concat(${b}, '-', ../c))",
            "* * 2",
            "current()/../region = name",
            "jr:choice-name(${a}, '${a}')",
        ] {
            assert!(parse(source).is_ok(), "{source}: {:?}", parse(source));
        }
    }

    #[test]
    fn says_where_it_stopped() {
        check_refused("${a} = 'yes", Trouble::OpenText, "'yes");
        check_refused("1 +", Trouble::NoValue, "");
        check_refused("(1", Trouble::OpenBracket, "");
        check_refused("1 2", Trouble::NoOperator, "2");
        check_refused("1)", Trouble::OpenBracket, ")");
        check_refused("${a", Trouble::OpenReference, "$");
        check_refused("  ", Trouble::Empty, "  ");
        check_refused("a ; b", Trouble::Character, ";");
    }

    #[test]
    fn deep_nesting_is_refused_and_not_a_crash() {
        for source in
            ["(".repeat(100_000), "-".repeat(100_000), "1+".repeat(100_000), "a[".repeat(100_000)]
        {
            assert_eq!(parse(&source).map_err(|error| error.trouble), Err(Trouble::TooDeep));
        }
    }
}
