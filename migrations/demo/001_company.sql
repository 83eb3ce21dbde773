-- The demo company: six people in five languages, three sites of Jean's, and one site that is none of his.
-- Fixed ids, so that loading it again changes nothing.

insert into companies (id, name) values
    ('c0000000-0000-4000-8000-000000000001', 'Bâtisseurs de la Marne'),
    ('c0000000-0000-4000-8000-000000000002', 'Toits & Charpentes Martin')
on conflict (id) do nothing;

insert into subcontractors (id, phone, name, language, timezone, active) values
    ('50000000-0000-4000-8000-000000000001', '+33600000001', 'Jean', 'fr', 'Europe/Paris', true),
    ('50000000-0000-4000-8000-000000000002', '+33600000002', 'Maria', 'pt', 'Europe/Lisbon', true),
    ('50000000-0000-4000-8000-000000000003', '+33600000003', 'Andrei', 'ro', 'Europe/Bucharest', true),
    ('50000000-0000-4000-8000-000000000004', '+33600000004', 'John', 'en', 'Europe/Paris', true),
    ('50000000-0000-4000-8000-000000000005', '+33600000005', 'Youssef', 'ar', 'Europe/Paris', true),
    ('50000000-0000-4000-8000-000000000006', '+33600000006', 'Paul', 'fr', 'Europe/Paris', false)
on conflict do nothing;

insert into projects (id, name, location, company_id) values
    ('90000000-0000-4000-8000-000000000001', 'Champigny', '12 rue du Pont, Champigny-sur-Marne',
     'c0000000-0000-4000-8000-000000000001'),
    ('90000000-0000-4000-8000-000000000002', 'Bureau', '3 avenue Foch, Paris',
     'c0000000-0000-4000-8000-000000000001'),
    ('90000000-0000-4000-8000-000000000003', 'Garage', '45 route de Lyon, Créteil',
     'c0000000-0000-4000-8000-000000000001'),
    ('90000000-0000-4000-8000-000000000004', 'Villa Martin', '8 chemin des Vignes, Nogent-sur-Marne',
     'c0000000-0000-4000-8000-000000000002')
on conflict (id) do nothing;

insert into project_members (project_id, subcontractor_id) values
    ('90000000-0000-4000-8000-000000000001', '50000000-0000-4000-8000-000000000001'),
    ('90000000-0000-4000-8000-000000000002', '50000000-0000-4000-8000-000000000001'),
    ('90000000-0000-4000-8000-000000000003', '50000000-0000-4000-8000-000000000001'),
    ('90000000-0000-4000-8000-000000000001', '50000000-0000-4000-8000-000000000002'),
    ('90000000-0000-4000-8000-000000000004', '50000000-0000-4000-8000-000000000002'),
    ('90000000-0000-4000-8000-000000000003', '50000000-0000-4000-8000-000000000003'),
    ('90000000-0000-4000-8000-000000000004', '50000000-0000-4000-8000-000000000003'),
    ('90000000-0000-4000-8000-000000000001', '50000000-0000-4000-8000-000000000004'),
    ('90000000-0000-4000-8000-000000000002', '50000000-0000-4000-8000-000000000005')
on conflict do nothing;

insert into tasks (id, project_id, title, description, status, progress, position) values
    ('70000000-0000-4000-8000-000000000001', '90000000-0000-4000-8000-000000000001', 'Couler la dalle du sous-sol',
     'Béton C25/30, 18 cm. Ferraillage contrôlé le 12.', 'in_progress', 60, 1),
    ('70000000-0000-4000-8000-000000000002', '90000000-0000-4000-8000-000000000001', 'Monter le mur porteur nord',
     'Parpaings de 20, chaînage tous les 3 m.', 'todo', 0, 2),
    ('70000000-0000-4000-8000-000000000003', '90000000-0000-4000-8000-000000000001', 'Poser l''échafaudage',
     'Façade rue, 3 niveaux.', 'done', 100, 3),
    ('70000000-0000-4000-8000-000000000004', '90000000-0000-4000-8000-000000000002', 'Peindre la salle de réunion',
     'Deux couches, blanc mat.', 'in_progress', 30, 1),
    ('70000000-0000-4000-8000-000000000005', '90000000-0000-4000-8000-000000000002', 'Tirer les câbles réseau',
     'Cat 6A, 24 prises.', 'todo', 0, 2),
    ('70000000-0000-4000-8000-000000000006', '90000000-0000-4000-8000-000000000003', 'Remplacer la porte sectionnelle',
     'Livraison prévue le 25.', 'todo', 0, 1),
    ('70000000-0000-4000-8000-000000000007', '90000000-0000-4000-8000-000000000004', 'Reprendre la charpente',
     'Fermes 2 à 5.', 'in_progress', 45, 1)
on conflict (id) do nothing;

insert into documents (id, project_id, task_id, name, url, mime_type) values
    ('d0000000-0000-4000-8000-000000000001', '90000000-0000-4000-8000-000000000001',
     '70000000-0000-4000-8000-000000000001', 'Plan de ferraillage.pdf',
     'https://files.example.com/champigny/plan-ferraillage.pdf', 'application/pdf'),
    ('d0000000-0000-4000-8000-000000000002', '90000000-0000-4000-8000-000000000001',
     '70000000-0000-4000-8000-000000000001', 'Photo du coffrage.jpg',
     'https://files.example.com/champigny/coffrage.jpg', 'image/jpeg'),
    ('d0000000-0000-4000-8000-000000000003', '90000000-0000-4000-8000-000000000001',
     null, 'Plan d''installation de chantier.pdf',
     'https://files.example.com/champigny/pic.pdf', 'application/pdf'),
    ('d0000000-0000-4000-8000-000000000004', '90000000-0000-4000-8000-000000000002',
     '70000000-0000-4000-8000-000000000005', 'Plan des prises.pdf',
     'https://files.example.com/bureau/prises.pdf', 'application/pdf')
on conflict (id) do nothing;
